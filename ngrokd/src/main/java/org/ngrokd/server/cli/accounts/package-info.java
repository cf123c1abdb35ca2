/**
 * The commands that work with the accounts of the database, beside a running server or without one:
 * {@link org.ngrokd.server.cli.accounts.UserCommand}.
 */
@NullMarked
package org.ngrokd.server.cli.accounts;

import org.jspecify.annotations.NullMarked;
