/**
 * The log of both programs: one line of text for people and fail2ban, or one JSON object a line for
 * machines. Start at {@link org.ngrokd.kit.log.LogSetup}.
 */
@NullMarked
package org.ngrokd.kit.log;

import org.jspecify.annotations.NullMarked;
