package org.ngrokd.server.teams.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database does not do what it was asked. The message is one line, without secrets. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoreException(String message, @Nullable SQLException cause) {
    super(message, cause);
  }
}
