package org.ngrokd.server.testing;

import java.io.IOException;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.challenge.Published;

/** Shows nothing to nobody. */
public final class NoSolver implements Solver {
  @Override
  public boolean can(Kind kind, String name) {
    return false;
  }

  @Override
  public boolean prefersDns(String name) {
    return false;
  }

  @Override
  public Published http(String name, String token, String answer) {
    return () -> {};
  }

  @Override
  public Published alpn(String name, byte[] digest) {
    return () -> {};
  }

  @Override
  public Published dns(String record, String value) throws IOException {
    throw new IOException("none");
  }

  @Override
  public boolean isThere(String record, String value) {
    return false;
  }
}
