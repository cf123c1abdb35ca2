package org.ngrokd.client.web;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ngrokd.kit.web.PageConnections;

/**
 * Tells whoever started the client from other users of the computer: by the user that the other end
 * of a connection belongs to, where the system says that, else by a secret. Safe from any thread.
 */
final class Owner {
  /** The header that carries the secret. */
  static final String HEADER = "X-Ngrok-Secret";

  private static final long ROOT = 0;

  /** Stands for every user that a container does not know. */
  private static final long NOBODY = 65_534;

  private static final int ESTABLISHED = 1;

  private final OwnerSecret secret;
  private final SocketUsers users;
  private final OptionalLong self;
  private final ThreadPoolExecutor lookups =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(PageConnections.MOST), // each connection is looked up once
          new DefaultThreadFactory("ngrok-owner", true));

  Owner(OwnerSecret secret) {
    this(secret, new SocketUsers(), user());
  }

  Owner(OwnerSecret secret, SocketUsers users, OptionalLong self) {
    this.secret = secret;
    this.users = users;
    this.self = self;
    lookups.allowCoreThreadTimeOut(true);
  }

  /** Who this program runs as; empty where the system does not tell users of sockets apart. */
  private static OptionalLong user() {
    try {
      long user = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
      boolean isTold = user != NOBODY && Files.isReadable(Path.of("/proc/net/tcp"));
      return isTold ? OptionalLong.of(user) : OptionalLong.empty();
    } catch (IOException | RuntimeException e) { // unchecked where there is no such attribute
      return OptionalLong.empty();
    }
  }

  /** Whether the owner's programs are known without the secret. */
  boolean isKnownBySystem() {
    return self.isPresent();
  }

  OwnerSecret secret() {
    return secret;
  }

  boolean isSecretIn(HttpHeaders headers) {
    return secret.is(headers.get(HEADER, ""));
  }

  /**
   * Whether the other end of a connection is the owner's. Does not block: the system's list may be
   * long.
   */
  Future<Boolean> isBehind(Channel channel) {
    Promise<Boolean> known = channel.eventLoop().newPromise();
    try {
      lookups.execute(() -> lookUp(channel, known));
    } catch (RejectedExecutionException e) {
      known.setSuccess(false);
    }
    return known;
  }

  private void lookUp(Channel channel, Promise<Boolean> known) {
    boolean isOwners =
        channel.remoteAddress() instanceof InetSocketAddress peer
            && channel.localAddress() instanceof InetSocketAddress here
            && isOwner(users.of(peer, here));
    channel.eventLoop().execute(() -> known.setSuccess(isOwners && isStillOpen(channel)));
  }

  private boolean isOwner(OptionalLong user) {
    return self.isPresent()
        && user.isPresent()
        && (user.getAsLong() == self.getAsLong() || user.getAsLong() == ROOT);
  }

  /**
   * Asked after the look-up: while the system holds our end, nobody else's socket can have had the
   * other end's addresses.
   */
  private static boolean isStillOpen(Channel channel) {
    try {
      return channel instanceof EpollSocketChannel socket
          && socket.tcpInfo().state() == ESTABLISHED;
    } catch (RuntimeException e) { // it is closed
      return false;
    }
  }

  /** Nothing is looked up any more, and the secret is gone. Blocks. */
  void stop() {
    lookups.shutdown();
    secret.delete();
  }
}
