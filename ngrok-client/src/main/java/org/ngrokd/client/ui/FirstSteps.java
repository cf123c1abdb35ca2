package org.ngrokd.client.ui;

import java.util.List;

/** What somebody has to do who has never had a tunnel. */
public final class FirstSteps {
  private FirstSteps() {}

  /** The three things, a line each and one around them. */
  public static List<String> lines() {
    return List.of(
        "Three things make a tunnel:",
        "  1. a server: ngrokd on a machine with a public address, yours or somebody's",
        "  2. its address in ~/.ngrok, with what its owner gives you:",
        "       server_addr: example.com:4443",
        "       server_fingerprint: \"sha256:…\"  (in ngrokd's log; not for public ones)",
        "       auth_token: …                   (if the server asks for one)",
        "  3. the port of your local service: ngrok http 8080",
        "'ngrok diagnose' finds what is in the way, 'ngrok help' lists all options.");
  }
}
