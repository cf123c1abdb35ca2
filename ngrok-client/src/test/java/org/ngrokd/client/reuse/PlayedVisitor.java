package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.streams.relay.RelayEnd;

/** A visitor, in the place of the relay. */
final class PlayedVisitor implements RelayEnd.Receiver {
  private final RelayEnd service;
  private final StringBuilder got = new StringBuilder();
  private final List<String> events = new ArrayList<>();

  PlayedVisitor(RelayEnd service) {
    this.service = service;
    service.start(this);
  }

  PlayedVisitor sends(String text) {
    service.write(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    service.flush();
    return this;
  }

  void finishes() {
    service.finishSending();
  }

  void leaves() {
    service.close();
  }

  void breaks() {
    service.breakOff();
  }

  boolean mayGoOn() {
    return service.isWritable();
  }

  /** What has come since the last look. */
  String gets() {
    String text = got.toString();
    got.setLength(0);
    return text;
  }

  /** The ends that it was told of. */
  List<String> events() {
    return events;
  }

  @Override
  public void received(ByteBuf bytes) {
    got.append(bytes.toString(StandardCharsets.ISO_8859_1));
    bytes.release();
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
