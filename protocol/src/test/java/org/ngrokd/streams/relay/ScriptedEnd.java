package org.ngrokd.streams.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An end without a socket: writes down what it is told, says what the test makes it say. */
final class ScriptedEnd implements RelayEnd {
  private final List<String> calls = new ArrayList<>();
  private @Nullable Receiver receiver;
  private boolean writable = true;
  private boolean drainsWhenAsked;

  /** What was called since the last look: "write abc", "flush", "close"… */
  List<String> calls() {
    List<String> seen = List.copyOf(calls);
    calls.clear();
    return seen;
  }

  Receiver says() {
    if (receiver == null) {
      throw new IllegalStateException("not started");
    }
    return receiver;
  }

  void sends(String text) {
    says().received(Unpooled.copiedBuffer(text, UTF_8));
  }

  void fills() {
    writable = false;
  }

  /** Not writable when asked for the first time, writable when asked again. */
  void drainsBetweenTwoLooks() {
    writable = false;
    drainsWhenAsked = true;
  }

  void drains() {
    writable = true;
  }

  @Override
  public void start(Receiver newReceiver) {
    receiver = newReceiver;
    calls.add("start");
  }

  @Override
  public void write(ByteBuf bytes) {
    calls.add("write " + bytes.toString(UTF_8));
    bytes.release();
  }

  @Override
  public void flush() {
    calls.add("flush");
  }

  @Override
  public boolean isWritable() {
    boolean answer = writable;
    writable |= drainsWhenAsked;
    return answer;
  }

  @Override
  public void pauseReading() {
    calls.add("pause");
  }

  @Override
  public void resumeReading() {
    calls.add("resume");
  }

  @Override
  public void finishSending() {
    calls.add("finish");
  }

  @Override
  public void close() {
    calls.add("close");
  }

  @Override
  public void reset() {
    calls.add("reset");
  }
}
