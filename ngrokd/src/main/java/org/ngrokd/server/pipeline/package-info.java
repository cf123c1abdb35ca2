/**
 * Every pipeline of the server, one class each; each draws its order. A connection on the tunnel
 * listener gets its role from its first message: {@link
 * org.ngrokd.server.pipeline.FirstMessageHandler}.
 */
@NullMarked
package org.ngrokd.server.pipeline;

import org.jspecify.annotations.NullMarked;
