package org.ngrokd.server.teams.store;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections for a pool. Each answer has its time, and a login is several answers; a pool would
 * give all of them together only as long as somebody waits for a connection, and so get none at all
 * from a database that is slow.
 */
final class UnhurriedSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;

  private int seconds;

  /** Does not become the driver's; the pool waits as long for a login under way when it ends. */
  @Override
  public void setLoginTimeout(int loginTimeout) {
    seconds = loginTimeout;
  }

  @Override
  public int getLoginTimeout() {
    return seconds;
  }
}
