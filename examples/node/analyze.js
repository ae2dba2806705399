// Analyses a text with Pullquote and prints who said what.
//
//   npm install --prefix examples/node
//   node examples/node/analyze.js localhost:50051 examples/article.txt

const fs = require("node:fs");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const protoLoader = require("@grpc/proto-loader");

const root = path.join(__dirname, "..", "..");
const definition = protoLoader.loadSync("pullquote/v1/analysis.proto", {
  includeDirs: [path.join(root, "proto"), path.join(root, "third_party", "proto")],
  defaults: true,
  enums: String,
});
const { TextAnalysisService } = grpc.loadPackageDefinition(definition).pullquote.v1;

function connect(target) {
  return new TextAnalysisService(target, grpc.credentials.createInsecure(), {
    // Tries again what is safe to try again: a full queue, a server that is restarting.
    "grpc.service_config": fs.readFileSync(path.join(root, "examples", "service-config.json"), "utf8"),
  });
}

function main(target, file) {
  const text = fs.readFileSync(file, "utf8");
  const request = {
    document: { id: file, text },
    // JavaScript strings are indexed by UTF-16 code units. The text is at hand: no need to send
    // pieces of it back.
    options: { offsetUnit: "OFFSET_UNIT_UTF16", omitText: true },
  };
  const cut = (span) => (span ? text.slice(span.start, span.end) : "");
  const client = connect(target);
  client.analyze(request, { deadline: Date.now() + 10_000 }, (error, answer) => {
    client.close();
    if (error) throw error;
    for (const { speaker, content } of answer.quotes) {
      const name = speaker?.name || cut(speaker?.span) || "(no speaker)";
      console.log(`${name}: ${content.map(cut).join(" … ")}`);
    }
  });
}

main(...process.argv.slice(2));
