package org.ngrokd.server.listen;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ServerChannel;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;

/**
 * Where a listening socket comes from: the door for those that are not bound here. Options, guard
 * and pipelines are {@link Listeners}' and the same whatever the source; what listens is entered
 * into {@link BoundListeners} by its name, under the address that the source gives it.
 *
 * <p>Called by the thread that starts the server, or an event loop that opens a tunnel's port, so
 * nothing here may wait; {@link #begin} may be done late, on the listener's event loop. A failure
 * is told by the future alone, also that of {@link #sockets}, and means that nothing listens: a
 * socket that was opened for it is closed, one that could not be taken over stays whose it was.
 */
public interface ListenerSource {
  /** Makes the socket that connections are accepted from. */
  ChannelFactory<ServerChannel> sockets(Transport transport);

  /**
   * Lets a socket of whatever kind listen.
   *
   * @param bootstrap all that the socket needs but its address
   * @return done once it listens, with all its handlers in place
   */
  ChannelFuture begin(AbstractBootstrap<?, ?> bootstrap);

  /** The address that people know the listener by. */
  HostAndPort address(Channel listening);

  /**
   * Says in one line why nothing can listen, and what to do.
   *
   * @param what the listener's name, and its flag's
   */
  String failure(String what, Throwable cause);
}
