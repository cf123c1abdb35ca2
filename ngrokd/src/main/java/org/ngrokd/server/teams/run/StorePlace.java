package org.ngrokd.server.teams.run;

import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.ssh.hostkeys.HostKeyPlace;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.StoreException;

/** The database of accounts as the place of host keys. */
final class StorePlace implements HostKeyPlace {
  private final Store store;

  StorePlace(Store store) {
    this.store = store;
  }

  @Override
  public String keep(String name, Supplier<String> made) {
    try {
      return store
          .now(tables -> tables.own().find(name))
          .orElseGet(() -> keepMade(name, made.get()));
    } catch (StoreException e) {
      throw new UserException("Cannot keep the SSH host keys: " + e.getMessage());
    }
  }

  /** Of several servers at the same time one's is kept. Making it takes too long for within. */
  private String keepMade(String name, String key) {
    return store.now(tables -> tables.own().keep(name, key));
  }
}
