package org.ngrokd.protocol.mux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.streams.relay.RelayEnd;

/** Writes down what a stream tells; bytes as text, joined, and only counted when they are many. */
final class HeardStream implements RelayEnd.Receiver {
  private static final int MANY = 1000;

  private final List<String> events = new ArrayList<>();
  private long bytes;

  /** What was told since the last look, but for bursts. */
  List<String> events() {
    List<String> seen = List.copyOf(events);
    events.clear();
    return seen;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void received(ByteBuf data) {
    int length = data.readableBytes();
    if (length < MANY) {
      events.add(data.toString(UTF_8));
    }
    bytes += length;
    data.release();
  }

  @Override
  public void receivedBurst() {}

  @Override
  public void finished() {
    events.add("finished");
  }

  @Override
  public void writabilityChanged() {
    events.add("writability");
  }

  @Override
  public void closed() {
    events.add("closed");
  }
}
