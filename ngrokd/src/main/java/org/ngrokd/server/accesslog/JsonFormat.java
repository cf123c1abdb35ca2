package org.ngrokd.server.accesslog;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.json.JsonLine;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.PeerAddress;

/**
 * A JSON object with the names of OpenTelemetry's semantic conventions; what those have no name for
 * begins with {@code ngrokd.}. Texts of visitors are harmless in a terminal, too, when a program
 * takes them out and prints them.
 */
final class JsonFormat implements EntryFormat {
  private static final int LONGEST = 8192;

  private final JsonLine line = new JsonLine();

  @Override
  public CharSequence line(Entry entry) {
    line.begin().text("time", entry.began().toString());
    line.text("ngrokd.connection", entry.came().connection().toString());
    visitor(entry);
    if (entry.asked().isPresent()) {
      request(entry.asked().get(), entry);
    } else {
      network(entry);
    }
    entry.came().tls().ifPresent(this::tls);
    entry.tunnel().ifPresent(this::tunnel);
    answer(entry.ended().answer());
    spent(entry.ended().spent());
    return line.text("ngrokd.outcome", word(entry.ended().how())).end();
  }

  private void visitor(Entry entry) {
    SocketAddress peer = entry.came().peer();
    String visitor = entry.asked().map(Entry.Asked::visitor).orElse(PeerAddress.text(peer));
    address("client.address", "client.port", visitor);
    if (peer instanceof InetSocketAddress && !PeerAddress.text(peer).equals(visitor)) {
      address("network.peer.address", "network.peer.port", PeerAddress.text(peer));
    }
  }

  /** "ip:port" as two values. */
  private void address(String name, String port, String text) {
    HostAndPort parsed = parsed(text);
    if (parsed == null) {
      line.text(name, harmless(text));
    } else {
      line.text(name, parsed.host()).number(port, parsed.port());
    }
  }

  private static @Nullable HostAndPort parsed(String text) {
    try {
      return HostAndPort.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void request(Entry.Asked asked, Entry entry) {
    line.text("url.scheme", entry.came().listener().wireName());
    line.text("http.request.method", harmless(asked.method()));
    line.text("url.path", harmless(asked.target().path()));
    if (!asked.target().query().isEmpty()) {
      line.text("url.query", harmless(asked.target().query()));
    }
    address("server.address", "server.port", asked.host());
    line.text("network.protocol.name", "http").text("network.protocol.version", asked.version());
    asked.program().ifPresent(this::program);
    line.number("http.request.size", entry.ended().fromVisitor());
    line.number("http.response.size", entry.ended().toVisitor());
  }

  private void program(Entry.Program program) {
    if (!program.userAgent().isEmpty()) {
      line.text("user_agent.original", harmless(program.userAgent()));
    }
    if (!program.referer().isEmpty()) {
      line.texts("http.request.header.referer", List.of(harmless(program.referer())));
    }
  }

  private void network(Entry entry) {
    line.text("network.transport", "tcp");
    line.number("ngrokd.received", entry.ended().fromVisitor());
    line.number("ngrokd.sent", entry.ended().toVisitor());
  }

  private void tls(Entry.Tls tls) {
    String name = tls.version();
    int digits = name.indexOf('v');
    line.text("tls.protocol.name", name.substring(0, Math.max(digits, 0)).toLowerCase(Locale.ROOT));
    line.text("tls.protocol.version", name.substring(digits + 1));
    line.text("tls.cipher", tls.cipher());
  }

  private void tunnel(Tunnel tunnel) {
    line.text("ngrokd.tunnel", tunnel.url().toString());
    Optional<Holder.About> about = tunnel.claim().holder().about();
    String account = about.map(Holder.About::account).orElse("");
    if (!account.isEmpty()) {
      line.text("ngrokd.account", harmless(account));
    }
    about.ifPresent(known -> line.text("ngrokd.client", harmless(known.client())));
  }

  private void answer(Entry.Answer answer) {
    if (answer.status() > 0) {
      line.number("http.response.status_code", answer.status());
    }
    if (answer.byService()) {
      line.text("ngrokd.answered_by", "service");
    } else if (answer.status() > 0) {
      line.text("ngrokd.answered_by", "edge");
    }
    answer.refusal().ifPresent(rule -> line.text("ngrokd.rule", word(rule)));
  }

  private void spent(Entry.Spent spent) {
    if (spent.toJoin() >= 0) {
      line.seconds("ngrokd.duration.client", spent.toJoin());
    }
    if (spent.toAnswer() >= 0) {
      line.seconds("ngrokd.duration.first_byte", spent.toAnswer());
    }
    line.seconds("ngrokd.duration.total", spent.total());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String harmless(String text) {
    return Printable.line(text, LONGEST);
  }
}
