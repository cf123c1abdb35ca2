package org.ngrokd.server.cluster.links;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.mux.MuxConnection;
import org.ngrokd.protocol.mux.MuxStream;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.ServerAwayException;
import org.ngrokd.server.tunnel.ServiceDownException;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelMeter;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.relay.EndsMemory;
import org.ngrokd.streams.relay.Relay;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Takes streams of other nodes' visitors, for tunnels of this server alone: what it does not have
 * itself is refused, never passed on, so no stream goes further than one hop. Safe from any thread.
 */
public final class Reception {
  /** At how many clients that share a name a visitor is tried. */
  private static final int MOST_TRIES = 3;

  private final Tunnels tunnels;
  private final ActiveRelays relays;
  private final MemoryBudget memory;
  private final WindowBudget windows;
  private final Replying replying;

  /** This server's own tunnels. */
  @FunctionalInterface
  public interface Tunnels {
    /**
     * The tunnel with this URL, if its name is surely this server's now.
     *
     * @param epoch by which the other node knows it
     */
    Optional<Tunnel> find(String url, long epoch);

    /** Where it is counted what passes; empty: nowhere. */
    default Optional<TunnelMeter> meter(Tunnel tunnel) {
      return Optional.empty();
    }
  }

  /**
   * @param replying to what other nodes ask
   */
  public Reception(
      Tunnels tunnels,
      ActiveRelays relays,
      MemoryBudget memory,
      WindowBudget windows,
      Replying replying) {
    this.tunnels = tunnels;
    this.relays = relays;
    this.memory = memory;
    this.windows = windows;
    this.replying = replying;
  }

  /** What awaits other nodes behind a listening socket. */
  public ChannelHandler pipeline(NodeTls tls) throws SSLException {
    return new Pipelines(tls.accepting(), this::accept, failure -> {});
  }

  private void accept(Channel channel) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.TUN);
    var unused =
        MuxConnection.accepting(channel, (head, stream) -> accept(head, stream, log), windows, log);
  }

  private void accept(StreamHead head, MuxStream stream, ConnectionLog log) {
    Optional<String> question = Question.kind(head);
    if (question.isPresent()) {
      replying.take(question.get(), stream, memory);
      return;
    }
    Optional<Tunnel> found = tunnels.find(head.url(), head.epoch());
    if (found.isEmpty()) {
      log.debug("{} is not ours by epoch {}", head.url(), head.epoch());
      refuse(stream, Reply.NOT_OURS);
    } else if (head.clientAddr().isEmpty()) {
      say(stream, Reply.JOINED);
      stream.write(Unpooled.wrappedBuffer(Description.of(found.get()).write()));
      stream.close();
    } else {
      join(found.get(), head, stream, log, MOST_TRIES - 1);
    }
  }

  static void say(RelayEnd stream, Reply reply) {
    stream.write(Unpooled.wrappedBuffer(new byte[] {reply.code()}));
  }

  static void refuse(RelayEnd stream, Reply reply) {
    say(stream, reply);
    stream.flush();
    stream.close();
  }

  private void join(
      Tunnel tunnel, StreamHead head, MuxStream stream, ConnectionLog log, int triesLeft) {
    EndsMemory ends = new EndsMemory(reason -> stream.reset(), stream);
    Holding holding = memory.hold(ends, List.of(tunnel.owners()));
    tunnel
        .open(head.clientAddr(), stream.loop())
        .addListener(
            (Future<RelayEnd> opened) -> {
              if (opened.isSuccess()) {
                log.debug("New connection for {} from {}", tunnel, head.clientAddr());
                ends.add(opened.getNow());
                relay(tunnel, stream, opened.getNow(), holding);
                return;
              }
              holding.end();
              Optional<Tunnel> other = triesLeft > 0 ? tunnel.source().instead() : Optional.empty();
              if (other.isPresent()) { // who shares the name may have a way
                join(other.get(), head, stream, log, triesLeft - 1);
              } else {
                refuse(stream, reason(opened.cause()));
              }
            });
  }

  private static Reply reason(Throwable failure) {
    if (failure instanceof BusyException) {
      return Reply.BUSY;
    }
    if (failure instanceof ServerAwayException) {
      return Reply.NOT_OURS; // not surely, since it was found
    }
    return failure instanceof ServiceDownException ? Reply.SERVICE_DOWN : Reply.CLIENT_AWAY;
  }

  /** A visitor's request is a stream, or where it is no http, all of a connection. */
  private void relay(Tunnel tunnel, MuxStream peer, RelayEnd toClient, Holding holding) {
    Optional<TunnelMeter> meter = tunnels.meter(tunnel);
    boolean isHttp =
        tunnel.protocol() == TunnelProtocol.HTTP || tunnel.protocol() == TunnelProtocol.HTTPS;
    meter.ifPresent(isHttp ? TunnelMeter::requested : TunnelMeter::connected);
    FencedEnd stream = new FencedEnd(peer, tunnel.claim());
    relays.started();
    say(stream, Reply.JOINED);
    stream.flush();
    Relay.join(
        stream,
        toClient,
        holding,
        (fromStream, fromClient) -> {
          meter.ifPresent(counting -> counting.passed(fromStream, fromClient));
          relays.ended();
        });
  }
}
