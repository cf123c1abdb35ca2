/**
 * Commands that ask a running server, or tell it something, by its {@link
 * org.ngrokd.server.admin.AdminSocket}: {@link org.ngrokd.server.cli.admin.StatusCommand}.
 */
@NullMarked
package org.ngrokd.server.cli.admin;

import org.jspecify.annotations.NullMarked;
