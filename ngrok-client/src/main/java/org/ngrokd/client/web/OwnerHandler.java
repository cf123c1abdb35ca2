package org.ngrokd.client.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.List;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Answers;

/**
 * Lets nobody but the {@link Owner} give orders: what is not {@code GET} or {@code HEAD}. Others of
 * the computer may look. Confined to the pages' event loop.
 */
final class OwnerHandler extends ChannelInboundHandlerAdapter {
  private static final List<HttpMethod> READING = List.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Owner owner;
  private boolean isOwners;
  private boolean isRefused;

  OwnerHandler(Owner owner) {
    this.owner = owner;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (isRefused) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest request && needsOwner(request)) {
      lookUp(ctx, request);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private boolean needsOwner(HttpRequest request) {
    return !READING.contains(request.method()) && !isOwners && !owner.isSecretIn(request.headers());
  }

  /** Once for a connection, for it does not change hands. Nothing is read meanwhile. */
  private void lookUp(ChannelHandlerContext ctx, HttpRequest request) {
    ctx.channel().config().setAutoRead(false);
    owner
        .isBehind(ctx.channel())
        .addListener(
            (Future<Boolean> known) -> {
              isOwners = known.isSuccess() && known.getNow();
              if (isOwners) {
                ctx.fireChannelRead(request);
                ctx.fireChannelReadComplete();
              } else {
                ReferenceCountUtil.release(request);
                isRefused = true;
                Answers.sendAndClose(ctx, refusal());
              }
              ctx.channel().config().setAutoRead(true);
            });
  }

  private Answer refusal() {
    String how =
        owner
            .secret()
            .file()
            .map(
                file ->
                    "Send the header "
                        + Owner.HEADER
                        + " with what is in the file "
                        + file
                        + ", or open the page by the address that ngrok printed at its start.")
            .orElse("Set inspect_auth: user:password to give orders from elsewhere.");
    return Answer.text(
        HttpResponseStatus.FORBIDDEN,
        "Only the user who started ngrok may do this, and it is not known that you are. " + how);
  }
}
