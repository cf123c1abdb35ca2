package org.ngrokd.streams.net;

import io.netty.channel.Channel;

/**
 * Work on an event loop that belongs to a connection: when it fails, the connection is closed.
 * Without this nobody would know whose it was.
 */
public record ChannelTask(Channel channel, Runnable work) implements Runnable {
  @Override
  public void run() {
    work.run();
  }
}
