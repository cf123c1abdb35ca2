package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import org.ngrokd.streams.http.Audience;
import org.ngrokd.streams.http.ErrorPage;
import org.ngrokd.streams.http.RequestHead;

/** A reply that the server gives itself. */
record OwnReply(int status, ByteBuf bytes) {
  /** This page, as whoever sent the request reads it. */
  static OwnReply page(ErrorPage page, RequestHead request) {
    return new OwnReply(page.status(), page.reply(request.host(), "", Audience.of(request)));
  }
}
