package org.ngrokd.server.handover;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.LineEncoder;
import io.netty.handler.codec.string.LineSeparator;
import io.netty.handler.codec.string.StringDecoder;
import java.nio.charset.StandardCharsets;

/**
 * What is said between two servers, a line each: the successor asks for one step after the other,
 * and each is answered by {@link #DONE} or {@link #FAILED} and more words. A later version has to
 * understand an earlier one.
 */
final class Words {
  /** The successor comes. Answered with the sockets. */
  static final String HELLO = "take-over/1";

  /** The successor is ready to read descriptors: all of them, in the order of the answer before. */
  static final String DESCRIPTORS = "descriptors";

  /**
   * Somebody wants the server to start its own successor. Answered with the process id of that when
   * it has taken over.
   */
  static final String REPLACE = "replace/1";

  static final String STATE = "state";

  /** Answered with the names of tunnels. */
  static final String CLIENTS = "clients";

  static final String MOVED = "moved";
  static final String VISITORS = "visitors";

  static final String DONE = "ok";
  static final String FAILED = "no";

  /** Room for a socket of each port. */
  static final int LONGEST = 4 * 1024 * 1024;

  private Words() {}

  static void lines(ChannelPipeline pipeline) {
    pipeline.addLast(new LineBasedFrameDecoder(LONGEST));
    pipeline.addLast(new StringDecoder(StandardCharsets.UTF_8));
    pipeline.addLast(new LineEncoder(LineSeparator.UNIX, StandardCharsets.UTF_8));
  }
}
