package org.ngrokd.server.accesslog;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Apache's combined format: {@code address - - [time] "request" status bytes "referer" "agent"}. A
 * connection of which only the bytes matter stands there as {@code CONNECT host:port}. What
 * visitors sent is escaped as Apache does, so that a quote ends nothing and a line stays one line;
 * all is ASCII.
 */
final class CombinedFormat implements EntryFormat {
  private static final String HEX = "0123456789abcdef";

  private final DateTimeFormatter time;
  private final StringBuilder line = new StringBuilder(512);

  CombinedFormat(ZoneId zone) {
    this.time = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(zone);
  }

  @Override
  public CharSequence line(Entry entry) {
    line.setLength(0);
    word(address(entry));
    line.append(" - - [");
    time.formatTo(entry.began(), line);
    line.append("] \"");
    request(entry);
    line.append("\" ").append(status(entry)).append(' ').append(entry.ended().toVisitor());
    Entry.Program none = new Entry.Program("", "");
    Entry.Program program = entry.asked().flatMap(Entry.Asked::program).orElse(none);
    quoted(program.referer());
    quoted(program.userAgent());
    return line.append('\n');
  }

  private static String address(Entry entry) {
    String text =
        entry.asked().map(Entry.Asked::visitor).orElse(PeerAddress.text(entry.came().peer()));
    int port = text.lastIndexOf(':');
    String host = port < 0 ? text : text.substring(0, port);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private void request(Entry entry) {
    if (entry.asked().isPresent()) {
      Entry.Asked asked = entry.asked().get();
      escaped(asked.method(), true);
      line.append(' ');
      escaped(asked.target().toString(), true);
      line.append(" HTTP/").append(asked.version());
    } else if (entry.tunnel().isPresent()) {
      line.append("CONNECT ").append(authority(entry.tunnel().get())).append(" HTTP/1.1");
    } else {
      line.append('-');
    }
  }

  private static String authority(Tunnel tunnel) {
    return tunnel.url().authority();
  }

  /** What comes closest where no status was sent. */
  private static int status(Entry entry) {
    int status = entry.ended().answer().status();
    if (status > 0) {
      return status;
    }
    if (entry.ended().answer().refusal().isPresent()) {
      return status(entry.ended().answer().refusal().get());
    }
    boolean isServed = entry.asked().isEmpty() && entry.ended().spent().toJoin() >= 0;
    if (isServed) {
      return 200;
    }
    return entry.ended().how() == Outcome.VISITOR_LEFT ? 499 : 502;
  }

  private static int status(Refusal refusal) {
    return switch (refusal) {
      case ADDRESS, UNNAMED_VISITOR -> 403;
      case SLOW_HEAD, SLOW_BODY -> 408;
      case BUSY, MEMORY, UNWELL -> 503;
      case CLIENT_AWAY -> 504;
      case BAD_REPLY -> 502;
      default -> 400;
    };
  }

  private void quoted(String text) {
    line.append(" \"");
    if (text.isEmpty()) {
      line.append('-');
    } else {
      escaped(text, false);
    }
    line.append('"');
  }

  private void word(String text) {
    escaped(text, true);
  }

  /**
   * @param isWord whether blanks are escaped, too
   */
  private void escaped(String text, boolean isWord) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c > '~' || c < ' ' || (c == ' ' && isWord)) {
        line.append("\\x").append(HEX.charAt(c >> 4 & 0xf)).append(HEX.charAt(c & 0xf));
      } else {
        line.append(c);
      }
    }
  }
}
