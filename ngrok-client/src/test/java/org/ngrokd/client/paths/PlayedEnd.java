package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/** An end that a test plays: it says what the peer sends, and notes what is done to the end. */
final class PlayedEnd implements RelayEnd {
  private final StringBuilder written = new StringBuilder();
  private final List<String> events = new ArrayList<>();
  private @Nullable Receiver receiver;
  private boolean isFull;

  void sends(String text) {
    if (receiver != null) {
      receiver.received(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
      receiver.receivedBurst();
    }
  }

  void finishes() {
    if (receiver != null) {
      receiver.finished();
    }
  }

  /** The peer takes no more, or takes more again. */
  void isFull(boolean full) {
    isFull = full;
    if (receiver != null) {
      receiver.writabilityChanged();
    }
  }

  void goes() {
    if (receiver != null) {
      receiver.closed();
    }
  }

  /** What the peer has got since it was asked last. */
  String gets() {
    String text = written.toString();
    written.setLength(0);
    return text;
  }

  /** What the peer has got. */
  String got() {
    return written.toString();
  }

  /** What was done besides. */
  List<String> events() {
    return events;
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
  }

  @Override
  public void write(ByteBuf bytes) {
    written.append(bytes.toString(StandardCharsets.ISO_8859_1));
    bytes.release();
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return !isFull;
  }

  @Override
  public void pauseReading() {
    events.add("pause");
  }

  @Override
  public void resumeReading() {
    events.add("resume");
  }

  @Override
  public void finishSending() {
    events.add("finish");
  }

  @Override
  public void close() {
    events.add("close");
  }

  @Override
  public void reset() {
    events.add("reset");
  }
}
