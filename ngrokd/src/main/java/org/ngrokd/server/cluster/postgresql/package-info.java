/** PostgreSQL as what several servers agree by: {@link PostgresEngine}. */
@NullMarked
package org.ngrokd.server.cluster.postgresql;

import org.jspecify.annotations.NullMarked;
