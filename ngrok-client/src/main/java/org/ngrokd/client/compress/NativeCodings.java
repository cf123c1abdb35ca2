package org.ngrokd.client.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.io.OutputStream;

/** The one class that knows the libraries of native code. */
final class NativeCodings {
  /** Levels that an event loop can afford. */
  private static final int BROTLI_QUALITY = 4;

  private static final int ZSTD_LEVEL = 3;

  /** How far back repetitions are looked for, as a power of two: 256 KiB, of which memory is. */
  private static final int WINDOW = 18;

  private static final int INPUT = 16 * 1024;

  private NativeCodings() {}

  /** Loads brotli's library; blocks. Fails with whatever the system has against it. */
  static void loadBrotli() {
    Brotli4jLoader.ensureAvailability();
  }

  /** The same of zstd's. */
  static void loadZstd() {
    Native.load();
  }

  static OutputStream brotli(OutputStream out) throws IOException {
    return new BrotliOutputStream(out, Encoder.Parameters.create(BROTLI_QUALITY, WINDOW), INPUT);
  }

  @SuppressWarnings("resource") // each setter gives the stream itself
  static OutputStream zstd(OutputStream out) throws IOException {
    ZstdOutputStreamNoFinalizer stream = new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL);
    stream.setWindowLog(WINDOW);
    return stream;
  }
}
