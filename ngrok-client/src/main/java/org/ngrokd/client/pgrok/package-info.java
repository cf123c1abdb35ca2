/**
 * Servers of pgrok: its config file ({@link org.ngrokd.client.pgrok.PgrokFile}), and the way to
 * such a server by SSH ({@link org.ngrokd.client.pgrok.SshUplink}).
 */
@NullMarked
package org.ngrokd.client.pgrok;

import org.jspecify.annotations.NullMarked;
