package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.ngrokd.streams.http.DialogueListener;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/**
 * Passes on what it hears of a dialogue: heads changed, all else as it is. Confined to the event
 * loop of the connection.
 */
abstract class HeadChanger implements DialogueListener {
  private final HeadChanges changes;
  private final Consumer<ByteBuf> toService;
  private final Consumer<ByteBuf> toVisitor;

  HeadChanger(HeadChanges changes, Consumer<ByteBuf> toService, Consumer<ByteBuf> toVisitor) {
    this.changes = changes;
    this.toService = toService;
    this.toVisitor = toVisitor;
  }

  @Override
  public void requestBegan(RequestHead head) {
    toService.accept(Unpooled.wrappedBuffer(changes.changed(head)));
  }

  @Override
  public void requestBody(ByteBuf bytes) {
    toService.accept(bytes);
  }

  @Override
  public void visitorBytes(ByteBuf bytes) {
    toService.accept(bytes);
  }

  @Override
  public void interim(ResponseHead head) {
    toVisitor.accept(Unpooled.wrappedBuffer(head.bytes()));
  }

  @Override
  public void replyBegan(ResponseHead head) {
    toVisitor.accept(Unpooled.wrappedBuffer(changes.changed(head)));
  }

  @Override
  public void replyBody(ByteBuf bytes) {
    toVisitor.accept(bytes);
  }

  @Override
  public void foreignBytes(ByteBuf bytes) {
    toVisitor.accept(bytes);
  }

  @Override
  public void unaskedBytes(ByteBuf bytes) {
    toVisitor.accept(bytes);
  }

  @Override
  public void serviceBytes(ByteBuf bytes) {
    toVisitor.accept(bytes);
  }

  @Override
  public void requestEnded(HeaderLines trailers) {
    // its bytes have passed
  }

  @Override
  public void replyEnded(HeaderLines trailers) {
    // the same
  }

  @Override
  public void requestCut() {
    // the end passes as any other
  }

  @Override
  public void replyCut() {
    // the same
  }
}
