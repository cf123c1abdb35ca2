package org.ngrokd.client.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/** An end that a test plays: it says what the peer sends, and notes what is done to the end. */
public final class PlayedEnd implements RelayEnd {
  private static final Set<String> READING = Set.of("pause", "resume");

  private final StringBuilder written = new StringBuilder();
  private final List<String> events = new ArrayList<>();
  private @Nullable Receiver receiver;
  private boolean isFull;

  private Receiver receiver() {
    if (receiver == null) {
      throw new AssertionError("not started");
    }
    return receiver;
  }

  public void sends(String text) {
    receiver().received(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    receiver().receivedBurst();
  }

  public void finishes() {
    receiver().finished();
  }

  /** The peer takes no more, or takes more again. */
  public void isFull(boolean full) {
    isFull = full;
    if (receiver != null) {
      receiver.writabilityChanged();
    }
  }

  public void goes() {
    receiver().closed();
  }

  /** What the peer has got since it was asked last. */
  public String gets() {
    String text = written.toString();
    written.setLength(0);
    return text;
  }

  /** What the peer has got. */
  public String got() {
    return written.toString();
  }

  /** The same, but for pauses of reading. */
  public List<String> eventsButReading() {
    return events.stream().filter(event -> !READING.contains(event)).toList();
  }

  /** What was done besides. */
  public List<String> events() {
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
