package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.http.ForwardedHeads;
import org.ngrokd.client.http.RequestPath;
import org.ngrokd.client.testing.PlayedEnd;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;
import org.ngrokd.streams.relay.RelayEnd;

/** Services that a test plays: each connection is an end of its own. */
final class PlayedServices implements PathServices {
  private final EventLoop loop;
  private final PathForwards paths;
  private final Map<String, Played> services = new TreeMap<>();
  private final boolean areOpened;

  /**
   * @param areOpened whether each way is there at once; else the test opens it
   */
  PlayedServices(EventLoop loop, PathForwards paths, boolean areOpened) {
    this.loop = loop;
    this.paths = paths;
    this.areOpened = areOpened;
  }

  /** The service at a prefix; "" for the one of all else. */
  Played at(String prefix) {
    return services.computeIfAbsent(
        prefix,
        unused ->
            new Played(
                paths.all().stream()
                    .filter(each -> each.prefix().equals(prefix))
                    .findFirst()
                    .map(each -> ForwardedHeads.of(HttpRules.NONE, each))
                    .orElseGet(() -> ForwardedHeads.of(HttpRules.NONE, LocalAddress.parse("1")))));
  }

  @Override
  public Service of(RequestHead request) {
    return at(paths.find(RequestPath.of(request.target())).map(PathForward::prefix).orElse(""));
  }

  @Override
  public ByteBuf badReply() {
    return Unpooled.copiedBuffer("bad reply", StandardCharsets.ISO_8859_1);
  }

  /** One of them. */
  final class Played implements Service {
    final List<PlayedEnd> connections = new ArrayList<>();
    final List<Promise<RelayEnd>> opening = new ArrayList<>();
    private final ForwardedHeads heads;

    Played(ForwardedHeads heads) {
      this.heads = heads;
    }

    PlayedEnd last() {
      return connections.get(connections.size() - 1);
    }

    @Override
    public Future<RelayEnd> open() {
      Promise<RelayEnd> opened = loop.newPromise();
      opening.add(opened);
      if (areOpened) {
        there();
      }
      return opened;
    }

    /** The way that is waited for is there. */
    PlayedEnd there() {
      PlayedEnd end = new PlayedEnd();
      connections.add(end);
      opening.get(opening.size() - 1).setSuccess(end);
      return end;
    }

    @Override
    public byte[] changed(RequestHead head) {
      return heads.changed(head);
    }

    @Override
    public byte[] changed(ResponseHead head) {
      return heads.changed(head);
    }

    @Override
    public void down(RequestHead request, Throwable cause, Consumer<ByteBuf> reply) {
      reply.accept(Unpooled.copiedBuffer("down", StandardCharsets.ISO_8859_1));
    }
  }
}
