package org.ngrokd.server;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.OrderNotes;

/**
 * Certificates that each server of a cluster keeps in files of its own: of several that want the
 * same, one orders it, and the others get it from that. Blocks. Safe from any thread.
 */
record ClusterKeep(CertificateKeep files, ClusterWing cluster) implements CertificateKeep {
  private static final String ORDER = "acme:";

  /** While nobody can say who else asks, each server is on its own. */
  @Override
  public boolean claim(String order, Instant now, Instant until) {
    try {
      return cluster.take(ORDER + order).join();
    } catch (CompletionException e) {
      return true;
    }
  }

  @Override
  public void release(String order) {
    cluster.giveBack(ORDER + order);
  }

  @Override
  public List<Kept> all() {
    return files.all();
  }

  @Override
  public List<Kept> find(String name) {
    return files.find(name);
  }

  @Override
  public void ask(String name) {
    files.ask(name);
  }

  @Override
  public Set<String> takeAsked() {
    return files.takeAsked();
  }

  @Override
  public void put(Kept certificate) {
    files.put(certificate);
  }

  @Override
  public void remove(String name) {
    files.remove(name);
  }

  @Override
  public void used(String name, Instant at) {
    files.used(name, at);
  }

  @Override
  public OrderNotes notes() {
    return files.notes();
  }

  @Override
  public void close() {
    files.close();
  }

  @Override
  public KeyPair accountKey(String ca, Supplier<KeyPair> made) {
    return files.accountKey(ca, made);
  }
}
