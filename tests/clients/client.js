// A Node client that reads our proto at run time, slicing by UTF-16 code units.
//
//   node client.js HOST:PORT TEXT_FILE

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const protoLoader = require("@grpc/proto-loader");

const root = path.join(__dirname, "..", "..");
const definition = protoLoader.loadSync("pullquote/v1/analysis.proto", {
  includeDirs: [path.join(root, "proto"), path.join(root, "third_party", "proto")],
  defaults: true,
  enums: String,
  oneofs: true,
});
const { TextAnalysisService } = grpc.loadPackageDefinition(definition).pullquote.v1;

const OPTIONS = { offsetUnit: "OFFSET_UNIT_UTF16" };

/** Every span in a message, however deep. */
function* spans(value) {
  if (value === null || typeof value !== "object") return;
  if ("end" in value && "start" in value) yield value;
  for (const item of Object.values(value)) yield* spans(item);
}

/** Checks that every span of an answer slices the text to what it says; gives their number. */
function slices(answer, text) {
  assert.equal(answer.offsetUnit, "OFFSET_UNIT_UTF16");
  let count = 0;
  for (const span of spans(answer)) {
    assert.ok(span.start < span.end && span.end <= text.length);
    assert.equal(text.slice(span.start, span.end), span.text);
    count += 1;
  }
  for (const part of ["sentences", "entities", "quotes"]) assert.notEqual(answer[part].length, 0, part);
  return count;
}

function unary(client, text) {
  const request = { document: { id: "unary", text }, options: OPTIONS };
  return new Promise((resolve, reject) => {
    client.analyze(request, { deadline: Date.now() + 20_000 }, (error, answer) => {
      if (error) return reject(error);
      resolve(`${slices(answer, text)} spans slice the text by utf16`);
    });
  });
}

function stream(client, text) {
  return new Promise((resolve, reject) => {
    const call = client.streamAnalyze({ deadline: Date.now() + 60_000 });
    const indexes = [];
    call.on("error", reject);
    call.on("data", ({ result }) => {
      slices(result.analysis, text);
      indexes.push(result.index);
    });
    call.on("end", () => {
      assert.deepEqual(indexes, [...Array(100).keys()]);
      resolve("a stream of 100 is answered in order");
    });
    for (let at = 0; at < 100; at += 1) {
      call.write({ document: { id: `s${at}`, text }, options: at === 0 ? OPTIONS : null });
    }
    call.end();
  });
}

async function main(target, file) {
  const text = fs.readFileSync(file, "utf8");
  const client = new TextAnalysisService(target, grpc.credentials.createInsecure());
  try {
    for (const call of [unary, stream]) console.log(await call(client, text));
  } finally {
    client.close();
  }
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
