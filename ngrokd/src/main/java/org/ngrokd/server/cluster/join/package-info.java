/**
 * Whether a server can join: {@link org.ngrokd.server.cluster.join.JoinCheck} looks, and {@link
 * org.ngrokd.server.cluster.join.Greetings} answers it at those that are there.
 */
@NullMarked
package org.ngrokd.server.cluster.join;

import org.jspecify.annotations.NullMarked;
