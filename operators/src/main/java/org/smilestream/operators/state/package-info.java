/**
 * The binary form of all state: {@link org.smilestream.operators.state.VersionedSerializer} and the
 * forms of values that several operators keep, and what model a state was written for.
 */
package org.smilestream.operators.state;
