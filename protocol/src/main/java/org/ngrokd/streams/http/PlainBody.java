package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** A body in which nothing has to be put right. */
record PlainBody(BodyScanner scanner) implements PassingBody {
  @Override
  public void pass(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException {
    int part = scanner.scan(bytes);
    if (part > 0) {
      out.accept(bytes.readRetainedSlice(part));
    }
  }

  @Override
  public boolean isDone() {
    return scanner.isDone();
  }
}
