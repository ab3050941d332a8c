import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEnum,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

export enum Format {
  Csv = 'csv',
  Json = 'json',
}

export enum Level {
  Low,
  High,
}

export class Item {
  @IsString() @IsNotEmpty() sku!: string;
  @IsInt() @Min(0) quantity = 1;
}

export class Options {
  @IsString() file!: string;
  @Min(1) @Max(500) @IsInt() batch = 100;
  @IsOptional() @IsBoolean() dry?: boolean;
  @IsEnum(Format) format: Format = Format.Csv;
  @IsEnum(Level) level!: Level;
  @IsIn(['a', 'b']) @IsOptional() mode?: string;
  @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
  @IsOptional() @ValidateNested() @Type(() => Item) first?: Item;
  @IsOptional() @IsString() @JSONSchema({ writeOnly: true, title: 'API key' }) apiKey?: string;
  @IsOptional() @IsString({ each: true }) tags?: string[];
}

export class Node {
  @IsString() name!: string;
  @IsOptional() @ValidateNested() @Type(() => Node) next?: Node;
}

/** No decorator, so not a DTO. */
export class Plain {
  limit = 1;
}

export class Account {
  @IsString() @JSONSchema({ writeOnly: true }) token!: string;
}

@JSONSchema({ title: 'Shop settings', description: 'How to reach the shop' })
export class Settings extends Account {
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Account) accounts?: Account[];
  @IsOptional() @IsString() @JSONSchema({ format: 'password' }) password?: string;
  @IsInt() retries = 3;
}
