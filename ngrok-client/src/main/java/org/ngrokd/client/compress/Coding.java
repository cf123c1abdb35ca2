package org.ngrokd.client.compress;

import java.io.IOException;
import java.io.OutputStream;

/** A content coding that replies are sent in; the better first. */
enum Coding {
  /** RFC 8878. About as small as the next, in a third of the time. */
  ZSTD("zstd", 1536 * 1024) {
    @Override
    OutputStream encoding(OutputStream out) throws IOException {
      return NativeCodings.zstd(out);
    }
  },

  /** RFC 7932. */
  BROTLI("br", 1280 * 1024) {
    @Override
    OutputStream encoding(OutputStream out) throws IOException {
      return NativeCodings.brotli(out);
    }
  },

  /** RFC 1952: everybody takes it. */
  GZIP("gzip", 256 * 1024) {
    @Override
    OutputStream encoding(OutputStream out) throws IOException {
      return new QuickGzip(out);
    }
  };

  private final String word;
  private final int memory;

  Coding(String word, int memory) {
    this.word = word;
    this.memory = memory;
  }

  /** As Accept-Encoding and Content-Encoding have it. */
  String word() {
    return word;
  }

  /** What an encoder keeps while it lives, in bytes. */
  int memory() {
    return memory;
  }

  /** An encoder; it has to be closed, for its memory is not Java's. */
  abstract OutputStream encoding(OutputStream out) throws IOException;
}
