-- Two users: the owner changes tables (`migrate`), the other one only uses them (docs/deploying.md#two-database-users).
-- The image of Postgres runs this when it creates its data folder.
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv password DATABASE_PASSWORD
CREATE ROLE bilheteria_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE bilheteria LOGIN PASSWORD :'password';
CREATE DATABASE bilheteria OWNER bilheteria_owner;
