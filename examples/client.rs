//! Analyses a text with a Pullquote server and prints who said what.
//!
//! ```text
//! cargo run --example client -- http://localhost:50051 examples/article.txt
//! ```

use std::error::Error;
use std::time::Duration;

use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;
use pullquote::proto::v1::{AnalyzeRequest, Document};
use tonic::Request;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(target), Some(path)) = (args.next(), args.next()) else {
        return Err("usage: client URL FILE".into());
    };
    // The default offsets, bytes of UTF-8, are what Rust strings are indexed by.
    let text = std::fs::read_to_string(&path)?;
    let document = Document { id: path, text: text.clone(), ..Document::default() };
    let mut request = Request::new(AnalyzeRequest { document: Some(document), options: None });
    request.set_timeout(Duration::from_secs(10));

    let mut client = TextAnalysisServiceClient::connect(target).await?;
    for quote in client.analyze(request).await?.into_inner().quotes {
        let speaker = quote.speaker.map_or_else(
            || "(no speaker)".to_owned(),
            |speaker| match speaker.span {
                Some(span) if speaker.name.is_empty() => span.text,
                _ => speaker.name,
            },
        );
        let said: Vec<&str> = quote
            .content
            .iter()
            .filter_map(|span| text.get(span.start as usize..span.end as usize))
            .collect();
        println!("{speaker}: {}", said.join(" … "));
    }
    Ok(())
}
