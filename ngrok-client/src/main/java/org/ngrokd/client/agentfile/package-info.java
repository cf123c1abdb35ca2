/**
 * Config files of today's ngrok agents (versions 2 and 3), made into what an ngrok.cfg would say,
 * value by value and each on its line, so that everything after reads one kind of file. Start at
 * {@link org.ngrokd.client.agentfile.AgentFile}.
 */
@NullMarked
package org.ngrokd.client.agentfile;

import org.jspecify.annotations.NullMarked;
