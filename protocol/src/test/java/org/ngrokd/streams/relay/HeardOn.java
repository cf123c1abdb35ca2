package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what an end tells, and that it does so on the right loop. */
final class HeardOn implements RelayEnd.Receiver {
  private final EventExecutor loop;
  private final List<String> told = new CopyOnWriteArrayList<>();

  HeardOn(EventExecutor loop) {
    this.loop = loop;
  }

  List<String> told() {
    return told;
  }

  private void note(String what) {
    told.add(loop.inEventLoop() ? what : what + " on another thread");
  }

  @Override
  public void received(ByteBuf bytes) {
    note(bytes.toString(StandardCharsets.US_ASCII));
    bytes.release();
  }

  @Override
  public void receivedBurst() {
    note("burst");
  }

  @Override
  public void finished() {
    note("finished");
  }

  @Override
  public void writabilityChanged() {
    note("writability");
  }

  @Override
  public void closed() {
    note("closed");
  }
}
