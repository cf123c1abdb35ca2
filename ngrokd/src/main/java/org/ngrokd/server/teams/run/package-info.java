/** Starts and stops the wing of teams: {@link org.ngrokd.server.teams.run.Teams}. */
@NullMarked
package org.ngrokd.server.teams.run;

import org.jspecify.annotations.NullMarked;
