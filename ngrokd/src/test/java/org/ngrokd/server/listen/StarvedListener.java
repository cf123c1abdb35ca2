package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import java.util.concurrent.CountDownLatch;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;

/** A program that listens and believes that it may have any number of file descriptors. */
public final class StarvedListener {
  private StarvedListener() {}

  public static void main(String[] arguments) throws InterruptedException {
    LogSetup.apply(LogOptions.parse(LogOptions.STDOUT, "INFO", "text"));
    Channel listening =
        new Welcomes(Transport.best())
            .visitors(new AtAddress(new HostAndPort("127.0.0.1", 0)))
            .sync()
            .channel();
    System.out.println("Listening on 127.0.0.1:" + Listeners.port(listening));
    new CountDownLatch(1).await();
  }
}
