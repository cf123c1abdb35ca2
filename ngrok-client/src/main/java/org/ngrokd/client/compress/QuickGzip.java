package org.ngrokd.client.compress;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** gzip at a level that an event loop can afford, and that can be flushed. */
final class QuickGzip extends GZIPOutputStream {
  private static final int LEVEL = 4;
  private static final int BUFFER = 4096;

  QuickGzip(OutputStream out) throws IOException {
    super(out, BUFFER, true);
    def.setLevel(LEVEL);
  }
}
