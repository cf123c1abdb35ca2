/**
 * Control connections and the proxy connections that belong to them. Start at {@link
 * org.ngrokd.server.control.ControlConnection}.
 */
@NullMarked
package org.ngrokd.server.control;

import org.jspecify.annotations.NullMarked;
