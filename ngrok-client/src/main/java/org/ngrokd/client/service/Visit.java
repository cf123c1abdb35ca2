package org.ngrokd.client.service;

import io.netty.channel.EventLoop;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A public connection that the server has handed to us.
 *
 * @param end the visitor; not started
 * @param loop the end's event loop, which the private connection shares
 * @param url of the tunnel, as the server gave it
 * @param clientAddr the visitor's address as the server told it; may be anything
 * @param duties what the server leaves to us
 */
public record Visit(
    RelayEnd end, EventLoop loop, String url, String clientAddr, ServerDuties duties) {
  /** With another end in the visitor's place. */
  Visit with(RelayEnd newEnd) {
    return new Visit(newEnd, loop, url, clientAddr, duties);
  }
}
