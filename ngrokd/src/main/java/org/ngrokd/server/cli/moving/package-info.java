/**
 * {@code ngrokd import}: frp's server config becomes ours. {@link
 * org.ngrokd.server.cli.moving.FrpsImport} is where to start.
 */
@NullMarked
package org.ngrokd.server.cli.moving;

import org.jspecify.annotations.NullMarked;
