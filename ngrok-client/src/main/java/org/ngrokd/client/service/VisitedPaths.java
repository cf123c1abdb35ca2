package org.ngrokd.client.service;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.Consumer;
import org.ngrokd.client.paths.PathServices;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.relay.RelayEnd;

/** The services of a tunnel with paths, for one visitor. Confined to the visitor's event loop. */
final class VisitedPaths implements PathServices {
  private final Targets targets;
  private final Visit visit;
  private final VisitMemory memory;
  private final OwnReplies replies;
  private final ConnectionLog log;
  private final IdentityHashMap<Targets.Forwarded, Service> used = new IdentityHashMap<>();

  VisitedPaths(
      Targets targets, Visit visit, VisitMemory memory, OwnReplies replies, ConnectionLog log) {
    this.targets = targets;
    this.visit = visit;
    this.memory = memory;
    this.replies = replies;
    this.log = log;
  }

  @Override
  public Service of(RequestHead request) {
    return used.computeIfAbsent(targets.find(request.target()), Visited::new);
  }

  @Override
  public ByteBuf badReply() {
    return OwnReplies.badReply(visit.url());
  }

  /** It is known to fail. */
  private static final class UnwellException extends Exception {
    private static final long serialVersionUID = 1;

    UnwellException() {
      super("the local service fails its health check", null, false, false);
    }
  }

  /** One of them. */
  private final class Visited implements Service {
    private final Targets.Forwarded forwarded;

    Visited(Targets.Forwarded forwarded) {
      this.forwarded = forwarded;
    }

    @Override
    public Future<RelayEnd> open() {
      if (!forwarded.target().isWell()) {
        return visit.loop().newFailedFuture(new UnwellException());
      }
      Promise<RelayEnd> counted = visit.loop().newPromise();
      forwarded
          .target()
          .open(visit, replies, log)
          .addListener(
              (Future<RelayEnd> opened) -> {
                if (opened.isSuccess()) {
                  counted.setSuccess(memory.service(opened.getNow()));
                } else {
                  counted.setFailure(opened.cause());
                }
              });
      return counted;
    }

    @Override
    public byte[] changed(RequestHead head) {
      return forwarded.heads().changed(head);
    }

    @Override
    public byte[] changed(ResponseHead head) {
      return forwarded.heads().changed(head);
    }

    @Override
    public void down(RequestHead request, Throwable cause, Consumer<ByteBuf> reply) {
      if (cause instanceof UnwellException) {
        replies.maintenance(visit, Optional.of(request), reply);
        return;
      }
      String reason = forwarded.target().failed(cause, log);
      replies.serviceDown(visit, reason, Optional.of(request), reply);
    }
  }
}
