package org.ngrokd.streams.relay;

/** Marks the end of one direction of a chunked stream, in a pipeline with the chunk codec. */
enum LastChunk {
  INSTANCE
}
