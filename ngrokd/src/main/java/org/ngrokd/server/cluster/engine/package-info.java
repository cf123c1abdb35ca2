/**
 * What is asked of whatever several servers agree by: {@link
 * org.ngrokd.server.cluster.engine.Engine}.
 */
@NullMarked
package org.ngrokd.server.cluster.engine;

import org.jspecify.annotations.NullMarked;
