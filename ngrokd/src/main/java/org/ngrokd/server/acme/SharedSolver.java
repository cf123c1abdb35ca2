package org.ngrokd.server.acme;

import java.io.IOException;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.challenge.Published;

/** Shows a CA that names are ours at whichever server of the cluster it comes to. */
record SharedSolver(Solver own, ManyServers others) implements Solver {
  @Override
  public boolean can(Kind kind, String name) {
    return own.can(kind, name);
  }

  @Override
  public boolean prefersDns(String name) {
    return own.prefersDns(name);
  }

  @Override
  public Published http(String name, String token, String answer) {
    return others.tell(
        new ManyServers.Proof(name, token, answer, false), own.http(name, token, answer));
  }

  @Override
  public Published alpn(String name, byte[] digest) {
    return others.tell(
        new ManyServers.Proof(name, "", ManyServers.base64(digest), false), own.alpn(name, digest));
  }

  @Override
  public Published dns(String record, String value) throws IOException, InterruptedException {
    return own.dns(record, value);
  }

  @Override
  public boolean isThere(String record, String value) {
    return own.isThere(record, value);
  }
}
