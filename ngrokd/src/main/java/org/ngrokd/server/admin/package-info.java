/**
 * Who looks after a running server asks it here: {@link org.ngrokd.server.admin.AdminSocket}
 * listens in the state directory, and makes the rest when somebody comes.
 */
@NullMarked
package org.ngrokd.server.admin;

import org.jspecify.annotations.NullMarked;
