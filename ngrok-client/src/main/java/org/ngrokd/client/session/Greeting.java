package org.ngrokd.client.session;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a server speaks, by the first bytes it says. */
enum Greeting {
  HTTP("HTTP/"),
  SSH("SSH-"),
  RFB("RFB "),
  FTP_OR_SMTP("220");

  private final String start;

  Greeting(String start) {
    this.start = start;
  }

  /**
   * The name of the protocol in the words for people.
   *
   * @param notTls Netty's refusal of bytes that are not TLS, which lists them
   */
  static Optional<String> in(Throwable notTls) {
    String message = String.valueOf(notTls.getMessage());
    String bytes = message.substring(message.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(each -> bytes.startsWith(each.hex()))
        .findFirst()
        .map(each -> each.name().replace('_', ' ').replace("OR", "or"));
  }

  private String hex() {
    StringBuilder hex = new StringBuilder();
    start.chars().forEach(each -> hex.append("%02x".formatted(each)));
    return hex.toString();
  }
}
