package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/** A connection to a service that a test plays: says what the service does, notes what it gets. */
final class PlayedService implements RelayEnd {
  private final StringBuilder written = new StringBuilder();
  private final List<String> events = new ArrayList<>();
  private @Nullable Receiver receiver;

  private Receiver receiver() {
    if (receiver == null) {
      throw new AssertionError("not started");
    }
    return receiver;
  }

  void sends(String text) {
    receiver().received(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    receiver().receivedBurst();
  }

  void finishes() {
    receiver().finished();
  }

  void goes() {
    receiver().closed();
  }

  /** What it has got since it was asked last. */
  String gets() {
    String text = written.toString();
    written.setLength(0);
    return text;
  }

  /** What was done to the connection besides, reading apart. */
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
    return true;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

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
