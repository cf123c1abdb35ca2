package org.ngrokd.client.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.streams.http.Audience;
import org.ngrokd.streams.http.ErrorPage;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * What visitors of an http tunnel get instead of the local service's reply. Protocol: §6. Safe from
 * any thread.
 */
final class OwnReplies {
  private final boolean areDetailed;
  private final Optional<ErrorPageFile> page;
  private final Executor files;

  /**
   * @param files where files are read
   * @throws org.ngrokd.kit.cli.UserException when the user's page cannot be read
   */
  OwnReplies(HttpRules.Errors errors, Executor files) {
    this.areDetailed = errors.areDetailed();
    this.page = errors.page().map(ErrorPageFile::new);
    this.files = files;
  }

  /**
   * Tells the visitor that the local service is down.
   *
   * @param detail where it should be and what is wrong; told to visitors only if that is wanted
   */
  void serviceDown(Visit visit, String detail) {
    FirstHead.await(
        visit.end(),
        visit.loop(),
        request -> serviceDown(visit, detail, request, reply -> end(visit.end(), reply)));
  }

  /**
   * What the visitor is told when the local service is down.
   *
   * @param request of the visitor, if it is known
   * @param told gets the reply on the visitor's event loop, later where a file is read
   */
  void serviceDown(
      Visit visit, String detail, Optional<RequestHead> request, Consumer<ByteBuf> told) {
    if (areDetailed) {
      Audience audience = request.map(Audience::of).orElse(Audience.PROGRAM);
      told.accept(ErrorPage.SERVICE_DOWN.reply(visit.url(), detail, audience));
    } else {
      instead(ErrorPage.SERVICE_DOWN, visit, request, told);
    }
  }

  /** The user's own page for browsers, or ours. */
  private void instead(
      ErrorPage ours, Visit visit, Optional<RequestHead> request, Consumer<ByteBuf> told) {
    Audience audience = request.map(Audience::of).orElse(Audience.PROGRAM);
    if (page.isPresent() && audience.isBrowser()) {
      replyWith(ours, page.get(), audience, visit.loop(), told);
    } else {
      told.accept(ours.reply(visit.url(), "", audience));
    }
  }

  private void replyWith(
      ErrorPage ours,
      ErrorPageFile file,
      Audience audience,
      EventLoop loop,
      Consumer<ByteBuf> told) {
    files.execute(
        () -> {
          String html = file.html();
          loop.execute(() -> told.accept(ours.replyWith(html, audience)));
        });
  }

  /** Tells the visitor that the local service is known to fail. */
  void maintenance(Visit visit) {
    FirstHead.await(
        visit.end(),
        visit.loop(),
        request -> maintenance(visit, request, reply -> end(visit.end(), reply)));
  }

  /** What the visitor is told then; as when it is found to be down. */
  void maintenance(Visit visit, Optional<RequestHead> request, Consumer<ByteBuf> told) {
    instead(ErrorPage.MAINTENANCE, visit, request, told);
  }

  /** Tells the visitor that too many are there already. */
  void busy(Visit visit) {
    reply(
        visit,
        request ->
            ErrorPage.BUSY.reply(
                visit.url(), "", request.map(Audience::of).orElse(Audience.PROGRAM)));
  }

  /** Sends the visitor to the same place by https; 308 keeps the method and the body. */
  void redirect(Visit visit) {
    reply(
        visit,
        request ->
            Unpooled.copiedBuffer(
                "HTTP/1.1 308 Permanent Redirect\r\nLocation: "
                    + visit.duties().httpsUrl()
                    + request.map(OwnReplies::path).orElse("/")
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                StandardCharsets.ISO_8859_1));
  }

  private static String path(RequestHead request) {
    return request.target().startsWith("/") ? request.target() : "/";
  }

  private static void reply(Visit visit, Function<Optional<RequestHead>, ByteBuf> reply) {
    FirstHead.await(visit.end(), visit.loop(), request -> end(visit.end(), reply.apply(request)));
  }

  private static void end(RelayEnd visitor, ByteBuf reply) {
    visitor.write(reply);
    visitor.close();
  }

  /** Instead of a reply of the local service that makes no sense. */
  static ByteBuf badReply(String url) {
    return ErrorPage.BAD_REPLY.reply(url, "", Audience.PROGRAM);
  }
}
