/**
 * The database of accounts: {@link org.ngrokd.server.teams.store.Store} opens it, and gives one
 * transaction after the other as {@link org.ngrokd.server.teams.store.Tables}. The same SQL runs on
 * the embedded SQLite and on PostgreSQL.
 */
@NullMarked
package org.ngrokd.server.teams.store;

import org.jspecify.annotations.NullMarked;
