import type { MigrationInterface, QueryRunner } from 'typeorm'
import { postgresSchema } from './0001-initial.postgres'
import { sqliteSchema } from './0001-initial.sqlite'

const sqliteTriggers = [
  `create trigger audit_log_no_update before update on audit_log begin select raise(abort, 'audit_log is append-only'); end`,
  `create trigger audit_log_no_delete before delete on audit_log begin select raise(abort, 'audit_log is append-only'); end`,
]

const postgresTriggers = [
  `create function audit_log_refuse() returns trigger language plpgsql as $$ begin raise exception 'audit_log is append-only'; end $$`,
  `create trigger audit_log_no_change before update or delete on audit_log for each row execute function audit_log_refuse()`,
  `create trigger audit_log_no_truncate before truncate on audit_log for each statement execute function audit_log_refuse()`,
]

/** The whole first schema, generated from the tables for each engine, then frozen. */
export class Initial1764000000001 implements MigrationInterface {
  name = 'Initial1764000000001'

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.dataSource.options.type === 'better-sqlite3'
    const statements = sqlite ? [...sqliteSchema, ...sqliteTriggers] : [...postgresSchema, ...postgresTriggers]
    for (const statement of statements) await runner.query(statement)
  }

  async down(): Promise<void> {
    throw new Error('the first migration is not reversible: restore a backup')
  }
}
